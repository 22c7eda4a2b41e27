"""aiohttp; a body of parts is an asynchronous generator."""

import asyncio

import aiohttp
import lines


async def chunks(body):
    for part in lines.parts(body):
        yield part


async def carry_out(session, method, form, url, body, headers):
    sent = chunks(body) if form == "chunked" else body
    async with session.request(method, url, data=sent, headers=headers) as response:
        read = b"" if form == "events" else await response.read()
        while form == "events" and not lines.FIRST_EVENT.search(read):
            part = await response.content.readany()
            if not part:
                break
            read += part
        lines.answer(response.status, read, response.headers.items())
        if form == "events":
            response.close()


async def main():
    calls = lines.calls()
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=20)) as session:
        # In a thread: the loop must run to notice that the server closes a connection.
        while call := await asyncio.to_thread(next, calls, None):
            try:
                await carry_out(session, *call)
            except (aiohttp.ClientError, asyncio.TimeoutError) as error:
                lines.failed(error)


asyncio.run(main())
