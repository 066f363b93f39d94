-- Enters an instance among the watchers of objects ('*': all of the partition); without objects: only tells.
-- KEYS: the partition's log. ARGV: instance, objects. Returns the log's last position, the last one that was trimmed, and
-- whether the partition remembered the instance (1) or is new to it, or has lost all that it knew (0).
local known = redis.call('SISMEMBER', prefix .. 'watches:' .. ARGV[1], '')
for i = 2, #ARGV do
    watch(ARGV[1], ARGV[i])
end
local trimmed = redis.call('HGET', prefix .. 'trimmed', 'last')
local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)
-- A log that never had an entry ends a second ago: what comes is later, even by the clock of another Redis after a fail-over.
return { last[1] and last[1][1] or trimmed or int(now - 1000) .. '-0', trimmed or '0-0', known }
