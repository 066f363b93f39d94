-- Ids in an owner's index that were entered more than ARGV[1] ms ago: their records must be there by now.
-- KEYS: the index.
local oldest = int(now - tonumber(ARGV[1]))
local settled = redis.call('ZRANGEBYSCORE', KEYS[1], 0, oldest)
for _, guest in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-' .. oldest, '(0')) do
    settled[#settled + 1] = guest
end
return settled
