-- Settles what was claimed, unless it was moved meanwhile. KEYS: deadlines. ARGV: member, score of the claim, ms after
-- which it is due again or '' to remove it.
local score = redis.call('ZSCORE', KEYS[1], ARGV[1])
if not score or int(tonumber(score)) ~= ARGV[2] then
    return 0
end
if ARGV[3] == '' then
    redis.call('ZREM', KEYS[1], ARGV[1])
else
    redis.call('ZADD', KEYS[1], int(now + tonumber(ARGV[3])), ARGV[1])
end
return 1
