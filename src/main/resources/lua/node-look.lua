-- An instance, or a mere reader, looks at a media server. KEYS: the node. ARGV: instance ('': a reader), and of what the instance
-- knows: url ('': not in its configuration), name for TLS, capacity, ms since an answer ('': none), serverId that answered,
-- serverId and pipeline that it uses ('': no line), version, sessions, those created lately; whether it judges, whether it is
-- telling of a loss (1 or 0); then ms of silence that mean death, ms without any look after which nobody judges, ms for a verdict,
-- ms for telling news, ms after which an unused node is forgotten.
-- Answers name, value, and again; nothing of a node that nobody knows.
local node = KEYS[1]
local me, url, name, capacity, ago, answered, server, pipeline, version, sessions, fresh, judges, telling = unpack(ARGV, 1, 13)
local silence, patience, verdict, told, forgotten = tonumber(ARGV[14]), tonumber(ARGV[15]), tonumber(ARGV[16]), tonumber(ARGV[17]), tonumber(ARGV[18])

local f = {}
local function read()
    f = {}
    local flat = redis.call('HGETALL', node)
    for i = 1, #flat, 2 do
        f[flat[i]] = flat[i + 1]
    end
end
local function set(...)
    local fields = { ... }
    redis.call('HSET', node, unpack(fields))
    for i = 1, #fields, 2 do
        f[fields[i]] = fields[i + 1]
    end
end
read()
if not f.url and (me == '' or url == '') then
    return {}
end

-- What an instance saw the last time counts for ten seconds: until heirs have what a dead one had. What it saw later than now,
-- it saw before the clock was set back.
local function sights()
    local live = {}
    for field, value in pairs(f) do
        local instance = string.match(field, '^i:(.+)$')
        if instance then
            local at, reached, named, sessions, lately = string.match(value, '^(%d+) (%d) (%d) (%d+) (%d+)$')
            if math.abs(now - tonumber(at)) <= 10000 then
                live[instance] = { reached = reached == '1' and now - tonumber(at) <= silence, named = named == '1', sessions = tonumber(sessions), fresh = tonumber(lately) }
            elseif me ~= '' then
                redis.call('HDEL', node, field)
            end
        end
    end
    return live
end
local function configured()
    for _, sight in pairs(sights()) do
        if sight.named then
            return true
        end
    end
    return false
end

local duty = ''
if me ~= '' then
    if not f.shown then
        set('url', f.url or url, 'name', name, 'state', 'down', 'shown', 'down', 'since', int(now))
    end
    if url ~= '' then
        set('capacity', capacity, 'name', name)
    end
    if version ~= '' then
        set('version', version)
    end

    -- Redis came back empty: those who use the node know it.
    if not f.serverId and server ~= '' then
        set('serverId', server, 'pipeline', pipeline, 'state', 'up', 'seen', int(now))
        turn(node, 'reached')
    end

    -- While nobody could look, nobody could tell that the node was reached. Where the clock was set back nobody knows for how long.
    local pause = now - tonumber(f.looked or 0)
    if pause > patience or pause < 0 then
        set('calm', int(now), 'seen', int(math.min(tonumber(f.seen or 0), now)))
    end
    local reached = ago ~= '' and answered == f.serverId and tonumber(ago) < silence
    if reached and f.state == 'up' then
        set('seen', int(math.max(tonumber(f.seen or 0), now - tonumber(ago))))
    end
    set('looked', int(now), 'i:' .. me, table.concat({ int(now), reached and 1 or 0, url ~= '' and 1 or 0, sessions, fresh }, ' '))

    local quiet = now - math.max(tonumber(f.seen or 0), tonumber(f.calm or 0))
    if judges == '1' and f.state == 'up' and quiet > silence then
        if f.pipeline then
            set('leftover', f.pipeline)
            redis.call('HDEL', node, 'pipeline')
        end
        set('state', 'down', 'verdict', me, 'verdictUntil', int(now + verdict))
        turn(node, configured() and 'unreachable' or 'removed')
        duty = 'lost'
    elseif f.verdict and (f.verdict == me or now >= tonumber(f.verdictUntil)) then
        if f.verdict ~= me or telling == '0' then
            duty = 'lost'
        end
        set('verdict', me, 'verdictUntil', int(now + verdict))
    end
    read()
end

local all, load, named, reachers = 0, 0, false, {}
for instance, sight in pairs(sights()) do
    all, load, named = all + sight.sessions, load + sight.sessions + sight.fresh, named or sight.named
    if sight.reached then
        reachers[#reachers + 1] = instance
    end
end
table.sort(reachers)

local answer = { 'url', f.url, 'name', f.name or '', 'shown', f.shown or 'down', 'since', f.since or int(now), 'serverId', f.serverId or '', 'pipeline', f.pipeline or '',
    'version', f.version or '', 'capacity', f.capacity or '0', 'sessions', int(all), 'load', int(load),
    'configured', named and '1' or '0', 'drain', f.drain and '1' or '0', 'reachers', table.concat(reachers, ' '), 'duty', duty,
    'quiet', int(now - math.max(tonumber(f.seen or 0), tonumber(f.calm or 0))) }
if me ~= '' then
    local news = f.news and cjson.decode(f.news) or {}
    if news[1] and (not f.teller or f.teller == me or now >= tonumber(f.tellerUntil)) then
        redis.call('HSET', node, 'teller', me, 'tellerUntil', int(now + told))
        for i, what in ipairs({ 'number', 'state', 'reason', 'at' }) do
            answer[#answer + 1] = 'news.' .. what
            answer[#answer + 1] = tostring(news[1][i])
        end
    end
    if f.shown == 'down' and not named and not f.verdict and not news[1] and now - tonumber(f.since) > forgotten then
        redis.call('DEL', node)
        return {}
    end
end
return answer
