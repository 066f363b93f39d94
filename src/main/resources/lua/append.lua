-- Appends events of a live object to the log without a lease. KEYS: the record. ARGV: object, user ('': the owner), JSON; and again.
-- Returns how many: none where the object has ended.
if not living(KEYS[1]) then
    return 0
end
local owner = redis.call('HGET', KEYS[1], 'user')
for i = 1, #ARGV, 3 do
    log(ARGV[i], ARGV[i + 1] ~= '' and ARGV[i + 1] or owner, ARGV[i + 2])
end
return #ARGV / 3
