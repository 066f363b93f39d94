-- Notes what is at a media server without a record. KEYS: the media server's strays. ARGV: ms to live, elements.
-- Returns those of them that the former round has noted too.
local twice = {}
local now_there = {}
for i = 2, #ARGV do
    if redis.call('SISMEMBER', KEYS[1], ARGV[i]) == 1 then
        twice[#twice + 1] = ARGV[i]
    end
    now_there[#now_there + 1] = ARGV[i]
end
redis.call('DEL', KEYS[1])
for _, element in ipairs(now_there) do
    redis.call('SADD', KEYS[1], element)
end
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return twice
