-- Reads on in the log. KEYS: the partition's log. ARGV: instance, position, how many at most.
-- Returns the last position that was trimmed; whether the partition remembers that the instance watches (1 or 0); and the
-- entries after the position: id, object, user, event; and again; and, where there are none, the log's last position ('' without entries).
local flat = {}
for _, entry in ipairs(redis.call('XRANGE', KEYS[1], '(' .. ARGV[2], '+', 'COUNT', ARGV[3])) do
    local fields = {}
    for i = 1, #entry[2], 2 do
        fields[entry[2][i]] = entry[2][i + 1]
    end
    flat[#flat + 1] = entry[1]
    flat[#flat + 1] = fields.o
    flat[#flat + 1] = fields.u
    flat[#flat + 1] = fields.e
end
local last = #flat == 0 and redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1) or {}
return {
    redis.call('HGET', prefix .. 'trimmed', 'last') or '0-0',
    redis.call('SISMEMBER', prefix .. 'watches:' .. ARGV[1], ''),
    flat,
    last[1] and last[1][1] or ''
}
