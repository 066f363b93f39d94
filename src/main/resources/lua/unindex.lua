-- Takes an object out of its owner's index unless it was entered again since. KEYS: the index. ARGV: id, when it ended.
local entered = redis.call('ZSCORE', KEYS[1], ARGV[1])
if entered and math.abs(tonumber(entered)) <= tonumber(ARGV[2]) then
    redis.call('ZREM', KEYS[1], ARGV[1])
end
return 1
