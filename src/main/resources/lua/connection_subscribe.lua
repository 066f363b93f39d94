-- Keeps a subscription, with the positions from which its events follow. The same key again replaces the body, in its
-- place. KEYS: record. ARGV: epoch, field ('sub:...'), JSON, then pairs of position field and value.
if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then
    return 0
end
local known = redis.call('HGET', KEYS[1], ARGV[2])
local number = known and string.match(known, '^%d+') or redis.call('HINCRBY', KEYS[1], 'subs', 1)
redis.call('HSET', KEYS[1], ARGV[2], number .. '|' .. ARGV[3])
for i = 4, #ARGV, 2 do
    redis.call('HSETNX', KEYS[1], ARGV[i], ARGV[i + 1])
end
return 1
