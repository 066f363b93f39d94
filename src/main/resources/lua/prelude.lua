-- Stands before every script. Scripts has put WINDOW (resume window, ms) and LOG_LENGTH before it.
-- A script names at least one key of its partition in KEYS[1]; the partition's other keys are built from it.
-- What a script may use: now, prefix, log, ring, trim, watch, unwatch, deadline, undeadline, farthest, outlive, send, finish,
-- audience.

-- Redis' own time in milliseconds.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

-- 'mediary:{N}:', what all keys of the partition begin with; the number of the partition.
local prefix = string.match(KEYS[1], '^mediary:{%d+}:') or ''
local partition = string.match(prefix, '%d+') or ''

-- Two keys that are never there. In a cluster Redis refuses to look at them while it moves this slot to another node key by
-- key: so a script fails here, before it has read half of what there is or written anything, and is run again.
if partition ~= '' then
    redis.call('EXISTS', prefix .. 'whole?', prefix .. 'whole!')
end

-- Whole numbers as text: Lua would write 1.7e+12.
local function int(number)
    return string.format('%.0f', number)
end

-- Notes the last entry that left the log: whoever was not as far has missed something.
local function trimmed(id)
    redis.call('HSET', prefix .. 'trimmed', 'last', id)
end

-- Takes out of the log what is older than twice the resume window; looks once in five seconds.
local function trim()
    local mark = prefix .. 'trimmed'
    if now - tonumber(redis.call('HGET', mark, 'at') or 0) < 5000 then
        return
    end
    redis.call('HSET', mark, 'at', int(now))
    local oldest = int(now - 2 * WINDOW)
    local last = redis.call('XREVRANGE', prefix .. 'log', '(' .. oldest .. '-0', '-', 'COUNT', 1)
    if last[1] then
        trimmed(last[1][1])
        redis.call('XTRIM', prefix .. 'log', 'MINID', oldest .. '-0')
    end
end

-- What is longer does not go with a bell (bytes).
local RUNG_WHOLE = 8192
local rung = {}

-- Tells the instances that watch an object, or all, that the partition's log has grown. entry: by what, nil where that is to
-- be read; then each is told once per script.
local function ring(object, entry)
    local bell = 'log ' .. partition .. (entry and ' ' .. entry or '')
    for _, instance in ipairs(redis.call('SUNION', prefix .. 'watch:' .. object, prefix .. 'watch:*')) do
        if entry or not rung[instance] then
            rung[instance] = true
            redis.call('PUBLISH', 'mediary:i:' .. instance, bell)
        end
    end
end

-- Appends an event to the partition's log and rings. user: who may see it, '' for everyone. Returns its position. The bell
-- brings the entry and the position of the one before it, for those who need not read then; an event goes as it is, for cjson
-- would make another one of it.
local function log(object, user, json)
    local key = prefix .. 'log'
    local before = #json <= RUNG_WHOLE and redis.call('XREVRANGE', key, '+', '-', 'COUNT', 1)[1]
    local id = redis.call('XADD', key, '*', 'o', object, 'u', user, 'e', json)
    local excess = redis.call('XLEN', key) - LOG_LENGTH
    if excess > 255 or excess > LOG_LENGTH / 4 then
        local going = redis.call('XRANGE', key, '-', '+', 'COUNT', excess)
        trimmed(going[#going][1])
        redis.call('XTRIM', key, 'MAXLEN', LOG_LENGTH)
    end
    trim()
    ring(object, before and
        string.sub(cjson.encode({ before[1], id, object, user }), 1, -2) .. ',' .. json .. ']')
    return id
end

-- Enters an instance among those that are rung for an object ('*': for all). The empty member shows, while there is
-- any Redis memory of this instance's watching, that nothing of it was lost.
local function watch(instance, object)
    redis.call('SADD', prefix .. 'watch:' .. object, instance)
    redis.call('SADD', prefix .. 'watches:' .. instance, object, '')
end

-- Takes an instance out again.
local function unwatch(instance, object)
    redis.call('SREM', prefix .. 'watch:' .. object, instance)
    redis.call('SREM', prefix .. 'watches:' .. instance, object)
end

-- A record notes its deadlines in its field 'deadlines' (name -> ms), so that its end can remove them.
local function noted(record)
    local text = redis.call('HGET', record, 'deadlines')
    return text and cjson.decode(text) or {}
end

local function note(record, deadlines)
    if next(deadlines) then
        redis.call('HSET', record, 'deadlines', cjson.encode(deadlines))
    else
        redis.call('HDEL', record, 'deadlines')
    end
end

-- Sets or moves the deadline NAME of an object to ms from now. record: the object's hash, of kind and id.
local function deadline(record, kind, id, name, ms)
    local due = now + math.floor(ms)
    redis.call('ZADD', prefix .. 'deadlines', int(due), cjson.encode({ kind, id, name }))
    local deadlines = noted(record)
    deadlines[name] = due
    note(record, deadlines)
end

-- Removes a deadline; none is no error.
local function undeadline(record, kind, id, name)
    redis.call('ZREM', prefix .. 'deadlines', cjson.encode({ kind, id, name }))
    local deadlines = noted(record)
    deadlines[name] = nil
    note(record, deadlines)
end

-- Removes all deadlines of an object.
local function undeadlines(record, kind, id)
    for name in pairs(noted(record)) do
        redis.call('ZREM', prefix .. 'deadlines', cjson.encode({ kind, id, name }))
    end
    redis.call('HDEL', record, 'deadlines')
end

-- When the last of an object's deadlines is due (ms), the lease's apart; nil without any.
local function farthest(record)
    local last
    for name, due in pairs(noted(record)) do
        if name ~= 'lease' and (not last or due > last) then
            last = due
        end
    end
    return last
end

-- Keys stay an hour longer than the last of a record's deadlines, and than ms from now; for good without a deadline.
local function outlive(record, ms, ...)
    local last = farthest(record)
    for _, key in ipairs({ record, ... }) do
        if last then
            redis.call('PEXPIREAT', key, int(math.max(last, now + ms) + 3600000))
        else
            redis.call('PERSIST', key)
        end
    end
end

-- Sends a message to an object of any partition: due after ms, handed to the handler of its kind at least once. A sender
-- that hands it over itself has ms for that. The same message again, while the first waits, is one message, of a new time:
-- whoever is at the first does not remove it. Returns the message and when it is due.
local function send(kind, target, name, payload, ms)
    local key, due = prefix .. 'deadlines', now + math.floor(ms)
    local member = cjson.encode({ kind, target, name, payload })
    if tonumber(redis.call('ZSCORE', key, member) or 0) == due then
        due = due + 1
    end
    redis.call('ZADD', key, int(due), member)
    return member, int(due)
end

-- An object's lists of candidates: 'client' or 'media'.
local function candidates(kind, id, whose)
    return prefix .. 'candidates:' .. kind .. ':' .. id .. ':' .. whose
end

-- Whether a record is there and has not ended.
local function living(record)
    local state = redis.call('HMGET', record, 'v', 'ended')
    return state[1] and not state[2]
end

-- Merges changes (name -> value, '' removes) into what is noted of an object's state, which keeps MOST names. Returns how
-- many were left out.
local function remember(record, changes, most)
    if not next(changes) then
        return 0
    end
    local former = redis.call('HGET', record, 'state')
    local state, names, leftOut = former and cjson.decode(former) or {}, 0, 0
    for name, value in pairs(changes) do
        if value == '' then
            state[name] = nil
        end
    end
    for _ in pairs(state) do
        names = names + 1
    end
    for name, value in pairs(changes) do
        if value ~= '' and (state[name] or names < most) then
            names = state[name] and names or names + 1
            state[name] = value
        elseif value ~= '' then
            leftOut = leftOut + 1
        end
    end
    if next(state) then
        redis.call('HSET', record, 'state', cjson.encode(state))
    else
        redis.call('HDEL', record, 'state')
    end
    return leftOut
end

-- Whether another object goes by the same id: clients may choose those of rooms and calls, and must not disturb others by that.
local function shared(kind, id)
    for _, other in ipairs({ 's', 'r', 'c', 'rec' }) do
        if other ~= kind and living(prefix .. other .. ':' .. id) then
            return true
        end
    end
    return false
end

-- Ends an object: its record stays as ended for twice the resume window; its deadlines, candidates, watchers and
-- entries go. The owner's index is in another slot: returns the message that takes the object out of it, and when it is due,
-- which is after ms.
local function finish(record, kind, id, ms)
    local name = kind .. ':' .. id
    local state = redis.call('HMGET', record, 'connection', 'user')
    undeadlines(record, kind, id)
    redis.call('DEL', candidates(kind, id, 'client'), candidates(kind, id, 'media'))
    if not shared(kind, id) then
        for _, instance in ipairs(redis.call('SMEMBERS', prefix .. 'watch:' .. id)) do
            unwatch(instance, id)
        end
    end
    redis.call('SREM', prefix .. 'objects', name)
    if state[1] then
        redis.call('SREM', prefix .. 'conn:' .. state[1] .. ':objects', name)
    end
    redis.call('HDEL', record, 'token', 'until', 'holder', 'route', 'described', 'connection', 'state')
    redis.call('HSET', record, 'ended', 1)
    redis.call('PEXPIRE', record, 2 * WINDOW)
    -- A relay is nobody's: no index has it.
    if kind == 'relay' then
        return
    end
    return send('user', state[2], 'unindex', cjson.encode({ kind, id, int(now) }), ms)
end

-- Who sees a room's events besides administrators, as log takes it: the owner, or everyone.
local function audience(record)
    local state = redis.call('HMGET', record, 'doc', 'user')
    return cjson.decode(state[1]).access == 'any' and '' or state[2]
end

-- A media server may look different now: if it does, notes since when and why, and that somebody has to tell. Of the news
-- nobody told the last 16 are kept.
local function turn(node, reason)
    local state, drain, shown, news = unpack(redis.call('HMGET', node, 'state', 'drain', 'shown', 'news'))
    local now_is = state ~= 'up' and 'down' or drain and 'draining' or 'up'
    if now_is == shown then
        return
    end
    local untold = news and cjson.decode(news) or {}
    untold[#untold + 1] = { redis.call('HINCRBY', node, 'changes', 1), now_is, reason, int(now) }
    if #untold > 16 then
        table.remove(untold, 1)
    end
    redis.call('HSET', node, 'shown', now_is, 'since', int(now), 'news', cjson.encode(untold))
end
