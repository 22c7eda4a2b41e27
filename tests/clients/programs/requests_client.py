"""requests; a body of parts is a generator. Streams are read byte by byte: larger parts are waited for."""

import lines
import requests

session = requests.Session()
for method, form, url, body, headers in lines.calls():
    try:
        sent = lines.parts(body) if form == "chunked" else body
        response = session.request(method, url, data=sent, headers=headers, stream=form == "events", timeout=20)
        read = response.content if form != "events" else b""
        if form == "events":
            for part in response.iter_content(1):
                read += part
                if lines.FIRST_EVENT.search(read):
                    break
            response.close()
        lines.answer(response.status_code, read, response.headers.items())
    except requests.RequestException as error:
        lines.failed(error)
