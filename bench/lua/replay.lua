-- wrk script: sends the requests of a file in order, with as little work as possible in the client.
-- Arguments: file (4 bytes of length, little-endian, then the request), start offset, "again" to
-- restart at the end of the file. Without "again" the end is recorded, and later requests do not
-- count.

local file, again
exhausted = 0
offset = 0

function init(args)
  file = assert(io.open(args[1], "rb"))
  file:setvbuf("full", 1048576)
  offset = tonumber(args[2])
  file:seek("set", offset)
  again = args[3] == "again"
end

local function next_request()
  local head = file:read(4)
  if not head then return nil end
  local a, b, c, d = head:byte(1, 4)
  local length = a + b * 256 + c * 65536 + d * 16777216
  offset = offset + 4 + length
  return file:read(length)
end

function request()
  local found = next_request()
  if found then return found end
  if again then
    file:seek("set", 0)
    offset = 0
    return next_request()
  end
  exhausted = 1
  return "GET /livez HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
end

local threads = {}
function setup(thread) threads[#threads + 1] = thread end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '{"requests":%d,"refused":%d,"broken":%d,"seconds":%f,"p50_us":%d,"p99_us":%d,"offset":%d,"exhausted":%d}\n',
    summary.requests, errors.status, errors.connect + errors.read + errors.write + errors.timeout,
    summary.duration / 1e6, latency:percentile(50), latency:percentile(99),
    threads[1]:get("offset"), threads[1]:get("exhausted")))
end
