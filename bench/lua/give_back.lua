-- wrk script: holds and cancels a seat repeatedly, so that a show of 50 seats never sells out.
-- Each thread has one connection (wrk -tN -cN), its own buyers and its own seats: no hold is
-- refused.
-- Arguments: file with one queue token a line, shows, seats of a show.

local STRIDE = tonumber(os.getenv("ONSALE_BENCH_THREADS"))
local threads = {}
function setup(thread)
  thread:set("number", #threads)
  threads[#threads + 1] = thread
end

local tokens, shows, seats = {}, 0, 0
local turn, token, reservation = 0, nil, nil
held = 0

function init(args)
  local index = 0
  for line in io.lines(args[1]) do
    if index % STRIDE == number then tokens[#tokens + 1] = line end
    index = index + 1
  end
  shows, seats = tonumber(args[2]), tonumber(args[3])
  math.randomseed(number + 1)
end

local function hold()
  token = tokens[turn % #tokens + 1]
  local own = math.floor((seats - number - 1) / STRIDE)
  local body = string.format('{"showId":"c1-%d","seatNumbers":[%d]}', math.random(shows),
    number + 1 + STRIDE * math.random(0, own))
  return "POST /v1/reservations HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nQueue-Token: " ..
    token .. "\r\nContent-Length: " .. #body .. "\r\n\r\n" .. body
end

function request()
  if not reservation then return hold() end
  return "DELETE /v1/reservations/" .. reservation .. " HTTP/1.1\r\nHost: 127.0.0.1\r\nQueue-Token: " .. token ..
    "\r\n\r\n"
end

function response(status, headers, body)
  if status >= 300 then return end
  if reservation then
    reservation = nil
    turn = turn + 1
  else
    reservation = body:match('"reservationId":"([^"]+)"')
    held = held + 1
  end
end

function done(summary, latency)
  local errors, holds = summary.errors, 0
  for _, thread in ipairs(threads) do holds = holds + thread:get("held") end
  io.write(string.format(
    '{"requests":%d,"refused":%d,"broken":%d,"seconds":%f,"held":%d,"p50_us":%d,"p99_us":%d}\n',
    summary.requests, errors.status, errors.connect + errors.read + errors.write + errors.timeout,
    summary.duration / 1e6, holds, latency:percentile(50), latency:percentile(99)))
end
