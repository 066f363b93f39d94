-- Ends a room, once, and tells its members. KEYS: the room's record. ARGV: id, event (JSON), deadline ('': at once; else
-- only if this one of its deadlines has passed, and not while there is a publisher).
-- Returns gone, kept or ended.
local record, id, event, due = KEYS[1], ARGV[1], ARGV[2], ARGV[3]
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
for _, member in ipairs(all) do
    send('s', member.session_id, 'room_destroyed', cjson.encode({ join_id = member.join_id }), 0)
end
redis.call('DEL', members)
finish(record, 'r', id, 0)
return { 'ended' }
