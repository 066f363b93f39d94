-- A session joins a room: twice is as good as once. KEYS: the room's record. ARGV: id, member (JSON), event (JSON), last
-- ('1': a listener whose publisher is no member is told that it has stopped), claim ms.
-- Returns joined; again; other, the session's former or later joining (JSON); waiting (its publisher is no member);
-- stopped or gone (its publisher, or the room), '', the message to the session, which the caller has claimed, and when
-- it is due.
local record, id, text, event, last, claim = KEYS[1], ARGV[1], ARGV[2], ARGV[3], ARGV[4], tonumber(ARGV[5])
local member = cjson.decode(text)

local function told(word, name)
    return { word, '', send('s', member.session_id, name, cjson.encode({ join_id = member.join_id }), claim) }
end

if not living(record) then
    return told('gone', 'room_destroyed')
end
local members = prefix .. 'members:' .. id
local other = redis.call('HGET', members, member.session_id)
if other then
    return { cjson.decode(other).join_id == member.join_id and 'again' or 'other', other }
end
if member.role == 'listener' then
    local peer = redis.call('HGET', members, member.peer_id or '')
    if not peer or cjson.decode(peer).role ~= 'publisher' then
        return last == '1' and told('stopped', 'publisher_stopped') or { 'waiting' }
    end
end
redis.call('HSET', members, member.session_id, text)
if member.role == 'publisher' then
    undeadline(record, 'r', id, 'timeout')
end
outlive(record, 0)
redis.call('PERSIST', members)
log(id, audience(record), event)
return { 'joined' }
