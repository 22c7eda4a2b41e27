"""The curl command, a process for each call; a body of parts comes from a pipe of unknown length."""

import subprocess

import lines


def first_event(command):
    with subprocess.Popen([*command, "-N"], stdout=subprocess.PIPE) as curl:
        read = b""
        while not lines.FIRST_EVENT.search(read) and (part := curl.stdout.read1()):
            read += part
        curl.kill()
    return read


def answer_of(read):
    """Status, headers and body of what `curl -i` printed; 100 Continue comes before the answer."""
    head, _, body = read.partition(b"\r\n\r\n")
    while head.split()[1] == b"100":
        head, _, body = body.partition(b"\r\n\r\n")
    status, *pairs = head.decode().split("\r\n")
    return int(status.split()[1]), body, [pair.split(": ", 1) for pair in pairs if ": " in pair]


for method, form, url, body, headers in lines.calls():
    command = ["curl", "-sS", "-i", "--max-time", "20", "-X", method, url]
    for name, value in headers.items():
        command += ["-H", f"{name}: {value}"]
    if body:
        command += ["-T", "-"] if form == "chunked" else ["--data-binary", "@-"]
    if form == "events":
        lines.answer(*answer_of(first_event(command)))
        continue
    done = subprocess.run(command, input=body or b"", capture_output=True, check=False)
    if done.returncode:
        lines.failed(done.stderr)
    else:
        lines.answer(*answer_of(done.stdout))
