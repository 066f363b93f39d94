-- A room that lives. KEYS: its record. ARGV: id. Returns its document and its members (JSON each); nothing where there is none.
if not living(KEYS[1]) then
    return {}
end
return { redis.call('HGET', KEYS[1], 'doc'), redis.call('HVALS', prefix .. 'members:' .. ARGV[1]) }
