-- Pushes the resume window of connections forward that an instance holds.
-- KEYS: records of one partition. ARGV: instance, backstop (ms), then id and epoch of each record.
-- Returns the ids of those that are gone, and of those that another socket has.
local gone, taken = {}, {}
local backstop = tonumber(ARGV[2])
for i, record in ipairs(KEYS) do
    local id, epoch = ARGV[1 + 2 * i], ARGV[2 + 2 * i]
    local held = redis.call('HMGET', record, 'epoch', 'instance')
    if held[1] == epoch and held[2] == ARGV[1] then
        deadline(record, 'conn', id, 'resume', WINDOW)
        if redis.call('PTTL', record) < WINDOW + backstop / 2 then
            for _, key in ipairs({ record, record .. ':objects', prefix .. 'inbox:' .. id }) do
                redis.call('PEXPIRE', key, int(WINDOW + backstop))
            end
        end
    elseif held[1] then
        taken[#taken + 1] = id
    else
        gone[#gone + 1] = id
    end
end
return { gone, taken }
