-- Takes up what is due: whoever claims has until its new time. KEYS: the partition's deadlines. ARGV: claim ms, how many
-- at most, ms that it must be overdue. Returns item, its new time, and again.
local claimed = {}
local due = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', int(now - tonumber(ARGV[3])), 'LIMIT', 0, tonumber(ARGV[2]))
local again = int(now + tonumber(ARGV[1]))
for _, item in ipairs(due) do
    redis.call('ZADD', KEYS[1], again, item)
    claimed[#claimed + 1] = item
    claimed[#claimed + 1] = again
end
trim()
return claimed
