-- A nonce is used once more. KEYS[1]: how often it was. ARGV: the count that comes with it, how long it is remembered (ms).
-- Returns 1, or 0 where it was used as often before: somebody repeats what another one said.
local count = tonumber(ARGV[1])
if count <= tonumber(redis.call('GET', KEYS[1]) or 0) then
    return 0
end
redis.call('SET', KEYS[1], int(count), 'PX', ARGV[2])
return 1
