-- Removes what was taken up, unless it was set anew since. KEYS: the partition's deadlines. ARGV: item, its time.
-- Returns 1 where it was removed.
local time = redis.call('ZSCORE', KEYS[1], ARGV[1])
if not time or tonumber(time) ~= tonumber(ARGV[2]) then
    return 0
end
redis.call('ZREM', KEYS[1], ARGV[1])
local item = cjson.decode(ARGV[1])
if #item == 3 then
    undeadline(prefix .. item[1] .. ':' .. item[2], item[1], item[2], item[3])
end
return 1
