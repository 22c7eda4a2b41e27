-- wrk script: whole purchases, each by a new buyer: token, dates, seats, hold, top_up, pay. Each
-- thread has one connection and one buyer at a time (wrk -tN -cN), because wrk does not pass the
-- connection to a script.
-- Arguments: first purchase number, most purchases, seats of a show, shows of a concert.

local ffi = require("ffi")
ffi.cdef [[
  struct moment { long seconds; long nanoseconds; };
  int clock_gettime(int clock, struct moment *now);
]]

local threads = {}
function setup(thread)
  thread:set("number", #threads)
  threads[#threads + 1] = thread
end

local STRIDE = tonumber(os.getenv("ONSALE_BENCH_THREADS"))
local moment = ffi.new("struct moment")
local last, seats, shows
local buyer, token, reservation, begun
local step = 1
wrong = ""
bought = 0
purchase = 0
durations = {}

local function microseconds()
  ffi.C.clock_gettime(1, moment)
  return tonumber(moment.seconds) * 1e6 + tonumber(moment.nanoseconds) / 1e3
end

function init(args)
  purchase = tonumber(args[1]) + number
  last = tonumber(args[1]) + tonumber(args[2])
  seats, shows = tonumber(args[3]), tonumber(args[4])
end

local function post(path, body)
  local turn = token and ("Queue-Token: " .. token .. "\r\n") or ""
  return "POST " .. path .. " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n" .. turn ..
    "Content-Length: " .. #body .. "\r\n\r\n" .. body
end

local function get(path)
  return "GET " .. path .. " HTTP/1.1\r\nHost: 127.0.0.1\r\nQueue-Token: " .. token .. "\r\n\r\n"
end

local function show()
  local index = math.floor(purchase / seats)
  return string.format("c%d-%d", math.floor(index / shows) + 1, index % shows + 1)
end

local steps = {
  function()
    buyer, token = "p" .. purchase, nil
    return post("/v1/queue/tokens", '{"userId":"' .. buyer .. '"}')
  end,
  function() return get("/v1/concerts/" .. show():match("^c%d+") .. "/dates") end,
  function() return get("/v1/shows/" .. show() .. "/seats") end,
  function()
    return post("/v1/reservations", string.format('{"showId":"%s","seatNumbers":[%d]}', show(), purchase % seats + 1))
  end,
  function() return post("/v1/users/" .. buyer .. "/balance/top-ups", '{"amount":1000}') end,
  function() return post("/v1/payments", '{"reservationId":"' .. reservation .. '"}') end,
}

function request()
  if purchase >= last then
    wrong = "more was bought than had been prepared: raise rate_max in bench/scale.py"
  end
  if wrong ~= "" then return "GET /livez HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" end
  if step == 1 then begun = microseconds() end
  return steps[step]()
end

function response(status, headers, body)
  if wrong ~= "" then return end
  if status ~= 200 and status ~= 201 then
    wrong = "step " .. step .. " was answered with " .. status .. ": " .. body
    return
  end
  if step == 1 then
    if not body:find('"ACTIVE"', 1, true) then wrong = "no turn: " .. body end
    token = body:match('"token":"([^"]+)"')
  elseif step == 4 then
    reservation = body:match('"reservationId":"([^"]+)"')
  elseif step == 6 then
    bought = bought + 1
    durations[bought] = microseconds() - begun
    purchase = purchase + STRIDE
  end
  step = step % 6 + 1
end

local function quote(text) return '"' .. text:gsub('[%c"\\]', " ") .. '"' end

function done(summary)
  local all, next_purchase, trouble, count = {}, 0, "", 0
  for _, thread in ipairs(threads) do
    count = count + thread:get("bought")
    next_purchase = math.max(next_purchase, thread:get("purchase"))
    if thread:get("wrong") ~= "" then trouble = thread:get("wrong") end
    for _, duration in ipairs(thread:get("durations")) do all[#all + 1] = duration end
  end
  table.sort(all)
  local function percentile(share) return all[math.max(1, math.ceil(#all * share))] or 0 end
  local errors = summary.errors
  io.write(string.format(
    '{"requests":%d,"refused":%d,"broken":%d,"seconds":%f,"bought":%d,"next":%d,"p50_us":%d,"p99_us":%d,"wrong":%s}\n',
    summary.requests, errors.status, errors.connect + errors.read + errors.write + errors.timeout,
    summary.duration / 1e6, count, next_purchase + 1, percentile(0.5), percentile(0.99), quote(trouble)))
end
