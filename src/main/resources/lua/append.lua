-- Appends events of a live object to the log without a lease, and merges into what is noted of its state. KEYS: the record.
-- ARGV: how many names the state may have, what changes (JSON: name -> value, '' removes); object, user ('': the owner),
-- JSON; and again. Returns how many names were left out: none where the object has ended, for which nothing happens.
local record = KEYS[1]
if not living(record) then
    return 0
end
-- A state that is noted already was told by a call whose answer was lost.
local noted, again = redis.call('HGET', record, 'state'), false
if noted then
    noted = cjson.decode(noted)
    for name, value in pairs(cjson.decode(ARGV[2])) do
        again = noted[name] == value
        if not again then
            break
        end
    end
end
if again then
    return 0
end
local owner = redis.call('HGET', record, 'user')
for i = 3, #ARGV, 3 do
    log(ARGV[i], ARGV[i + 1] ~= '' and ARGV[i + 1] or owner, ARGV[i + 2])
end
return remember(record, cjson.decode(ARGV[2]), tonumber(ARGV[1]))
