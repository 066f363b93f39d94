-- Enters an instance among the watchers of objects ('*': all of the partition). KEYS: the partition's log.
-- ARGV: instance, objects. Returns the log's last position, the last one that was trimmed, and whether the partition
-- remembered the instance (1) or has lost all that it knew (0).
local known = redis.call('SISMEMBER', prefix .. 'watches:' .. ARGV[1], '')
for i = 2, #ARGV do
    watch(ARGV[1], ARGV[i])
end
local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)
return { last[1] and last[1][1] or '0-0', redis.call('HGET', prefix .. 'trimmed', 'last') or '0-0', known }
