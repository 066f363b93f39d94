-- Takes up what is due in a partition: it is due again after CLAIM ms, unless it is settled until then.
-- KEYS: deadlines. ARGV: how overdue it must be (ms), claim (ms), how many at most. Returns member, score; and again.
local claimed = {}
local until_ = int(now + tonumber(ARGV[2]))
for _, member in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', int(now - tonumber(ARGV[1])), 'LIMIT', 0, ARGV[3])) do
    redis.call('ZADD', KEYS[1], until_, member)
    claimed[#claimed + 1] = member
    claimed[#claimed + 1] = until_
end
return claimed
