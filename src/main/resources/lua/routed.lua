-- Where the client's candidates go, and those that wait. KEYS: the record. ARGV: kind, id.
-- Returns nothing where the object has ended or the way is not known yet; else the way, the candidates.
local record = KEYS[1]
local route = living(record) and redis.call('HGET', record, 'route')
if not route then
    return {}
end
return { route, redis.call('LRANGE', candidates(ARGV[1], ARGV[2], 'client'), 0, -1) }
