-- A joining ends: twice is as good as once. KEYS: the room's record. ARGV: id, session, join id, deadline that a room without
-- publishers gets, claim ms. A leaving publisher's listeners are told.
-- Returns left, or none where the session is not in the room by this joining; '', and the messages, which the caller
-- has claimed: message, when it is due, and again.
local record, id, session, join, deserted = KEYS[1], ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local claim = tonumber(ARGV[5])
local members = prefix .. 'members:' .. id
local text = redis.call('HGET', members, session)
local member = text and cjson.decode(text)
if not member or member.join_id ~= join or not living(record) then
    return { 'none', '' }
end
redis.call('HDEL', members, session)
local answer = { 'left', '' }
member.join_id = nil
log(id, audience(record), cjson.encode({
    class = 'media', subclass = 'room', type = 'stopped_member', obj_id = id, body = member
}))
if member.role == 'publisher' then
    local publishers = 0
    for _, other in ipairs(redis.call('HVALS', members)) do
        local one = cjson.decode(other)
        if one.peer_id == session then
            answer[#answer + 1], answer[#answer + 2] = send('s', one.session_id, 'publisher_stopped',
                cjson.encode({ join_id = one.join_id }), claim)
        end
        if one.role == 'publisher' then
            publishers = publishers + 1
        end
    end
    if publishers == 0 then
        deadline(record, 'r', id, deserted, cjson.decode(redis.call('HGET', record, 'doc')).timeout * 1000)
    end
end
outlive(record, 0, members)
return answer
