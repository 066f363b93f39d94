-- Takes up what is due: whoever claims has until its new time. KEYS: the partition's deadlines. ARGV: claim ms, how many
-- at most, ms that it must be overdue. Returns item, its new time, its former one, and again.
local claimed = {}
local due = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', int(now - tonumber(ARGV[3])), 'WITHSCORES', 'LIMIT', 0,
    tonumber(ARGV[2]))
local again = int(now + tonumber(ARGV[1]))
for i = 1, #due, 2 do
    redis.call('ZADD', KEYS[1], again, due[i])
    claimed[#claimed + 1] = due[i]
    claimed[#claimed + 1] = again
    claimed[#claimed + 1] = int(tonumber(due[i + 1]))
end
trim()
return claimed
