-- Ends a room, once, and tells its members. KEYS: the room's record. ARGV: id, event (JSON), deadline ('': at once; else
-- only if this one of its deadlines has passed, and not while there is a publisher), claim ms.
-- Returns gone; kept; or ended, '', and the messages, which the caller has claimed: message, when it is due, and again.
local record, id, event, due, claim = KEYS[1], ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4])
if not living(record) then
    return { 'gone' }
end
local members = prefix .. 'members:' .. id
local all = {}
for _, text in ipairs(redis.call('HVALS', members)) do
    all[#all + 1] = cjson.decode(text)
end
if due ~= '' then
    if (noted(record)[due] or math.huge) > now then
        return { 'kept' }
    end
    for _, member in ipairs(all) do
        if member.role == 'publisher' then
            undeadline(record, 'r', id, due)
            outlive(record, 0, members)
            return { 'kept' }
        end
    end
end
log(id, audience(record), event)
local answer = { 'ended', '' }
for _, member in ipairs(all) do
    answer[#answer + 1], answer[#answer + 2] = send('s', member.session_id, 'room_destroyed',
        cjson.encode({ join_id = member.join_id }), claim)
end
redis.call('DEL', members)
answer[#answer + 1], answer[#answer + 2] = finish(record, 'r', id, claim)
return answer
