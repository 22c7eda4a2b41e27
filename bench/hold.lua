-- wrk script: each request holds one fresh seat. One thread, which goes through tokens, seats and shows.
-- Arguments: file with one queue token a line, holds a token may make at a show, shows.

function init(args)
  tokens = {}
  for line in io.lines(args[1]) do tokens[#tokens + 1] = line end
  per_show = tonumber(args[2])
  per_token = per_show * tonumber(args[3])
  made = 0
end

function request()
  local token = math.floor(made / per_token) % #tokens
  local show = math.floor(made / per_show) % (per_token / per_show)
  local seat = token * per_show + made % per_show + 1
  made = made + 1
  local body = string.format('{"showId":"bench-%d","seats":[%d]}', show + 1, seat)
  return wrk.format("POST", "/v1/reservations",
    { ["Content-Type"] = "application/json", ["Queue-Token"] = tokens[token + 1] }, body)
end

function done(summary, latency)
  io.write(string.format("p50_us %d\np99_us %d\nseconds %f\nrequests %d\n",
    latency:percentile(50), latency:percentile(99), summary.duration / 1e6, summary.requests))
end
