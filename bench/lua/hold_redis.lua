-- A seat hold in Redis: creates a seat and a reservation that expire after five minutes, or
-- nothing.
-- KEYS: seat, reservation. ARGV: user, amount. It checks no queue token, which favours Redis.
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
local now = redis.call('TIME')
local held_until = now[1] + 300
redis.call('HSET', KEYS[1], 'status', 'HELD', 'reservation', KEYS[2], 'held_until', held_until)
redis.call('EXPIRE', KEYS[1], 300)
redis.call('HSET', KEYS[2], 'user', ARGV[1], 'seat', KEYS[1], 'amount', ARGV[2], 'status', 'HELD',
  'created_at', now[1], 'held_until', held_until)
redis.call('EXPIRE', KEYS[2], 300)
return 1
