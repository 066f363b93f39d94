-- Puts off what was taken up, unless it was set anew since. KEYS: the partition's deadlines. ARGV: item, its time, ms
-- from now. Returns 1 where it was put off.
local time = redis.call('ZSCORE', KEYS[1], ARGV[1])
if not time or tonumber(time) ~= tonumber(ARGV[2]) then
    return 0
end
redis.call('ZADD', KEYS[1], int(now + tonumber(ARGV[3])), ARGV[1])
return 1
