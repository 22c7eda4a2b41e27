"""httpx; a body of parts is a generator."""

import httpx
import lines

client = httpx.Client(timeout=20)
for method, form, url, body, headers in lines.calls():
    try:
        sent = lines.parts(body) if form == "chunked" else body
        with client.stream(method, url, content=sent, headers=headers) as response:
            read = b""
            for part in response.iter_bytes():
                read += part
                if form == "events" and lines.FIRST_EVENT.search(read):
                    break
        lines.answer(response.status_code, read, response.headers.items())
    except httpx.HTTPError as error:
        lines.failed(error)
