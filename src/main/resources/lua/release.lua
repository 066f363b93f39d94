-- Gives a lease back with nothing changed. KEYS: the record. ARGV: kind, id, token, clean (1 or 0), lease ms.
-- Unclean: anyone may take it at once and will find it dirty. Returns 1, or 0 where it was lost.
local record = KEYS[1]
if redis.call('HGET', record, 'token') ~= ARGV[3] then
    return 0
end
if ARGV[4] == '1' then
    redis.call('HDEL', record, 'token', 'until', 'holder')
    undeadline(record, ARGV[1], ARGV[2], 'lease')
else
    redis.call('HSET', record, 'until', int(now))
    deadline(record, ARGV[1], ARGV[2], 'lease', ARGV[5])
end
return 1
