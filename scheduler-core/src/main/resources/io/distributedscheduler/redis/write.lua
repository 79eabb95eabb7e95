-- write.lua: gathers what a step writes, so that it decides all before it writes anything.
--
-- An error in the middle of a script does not undo what was written. So whatever a step will write to is read when it is
-- first gathered, which checks its type, and write() comes last. Removing goes first: with memory full Redis refuses a script at its
-- first growing write, but lets it go on if its first write was another one.
-- keys: meta
local removals, additions, others = {}, {}, {}

-- What pieces do right before and right after the writes.
local beforehand, afterwards = {}, {}

local LONGEST = 4000

-- By the first letter of a command, what reads a key of its type.
local PROBES = {H = 'HLEN', Z = 'ZCARD', S = 'SCARD'}

local function gather(calls, command, key, flag)
  local call = calls[key]
  if not call then
    redis.call(PROBES[string.sub(command, 1, 1)], key)
    call = {command, key, flag}
    call.head = #call
    call.length = #call
    calls[key] = call
    calls[#calls + 1] = call
  end
  return call
end

-- ZREM, HDEL or SREM of one member.
local function remove(command, key, member)
  local call = removals[key] or gather(removals, command, key)
  local length = call.length + 1
  call[length], call.length = member, length
end

-- HSET of field and value, or ZADD of score and member, with a flag if it has one.
local function add(command, key, first, second, flag)
  local call = additions[key] or gather(additions, command, key, flag)
  local length = call.length
  call[length + 1], call[length + 2], call.length = first, second, length + 2
end

-- Any other command; these come after all the above, in their order.
local function also(...)
  others[#others + 1] = {...}
end

local function run(calls)
  for _, call in ipairs(calls) do
    if #call <= LONGEST then
      redis.call(unpack(call))
    else
      for from = call.head + 1, #call, LONGEST do
        local part = {unpack(call, 1, call.head)}
        for i = from, math.min(from + LONGEST - 1, #call) do
          part[#part + 1] = call[i]
        end
        redis.call(unpack(part))
      end
    end
  end
end

-- Writes all. A step that shall fail whole when memory is full says that it grows.
local function write(growing)
  for _, prepare in ipairs(beforehand) do prepare() end
  if growing then
    run(additions)
    run(removals)
  else
    redis.call('HDEL', key.meta, '')
    run(removals)
    run(additions)
  end
  run(others)
  for _, settle in ipairs(afterwards) do settle() end
end
