-- due.lua: places handles in the queues, and moves the heads of the queues that it touched.
-- uses: keys, write, signal
-- keys: heads
local touched, before, keyOf = {}, {}, {}

-- To be called before the handles of a queue change: reads where its head is.
local function touch(queue)
  if not before[queue] then
    keyOf[queue] = key['due:' .. queue]
    redis.call('ZCARD', keyOf[queue])
    before[queue] = tonumber(redis.call('ZSCORE', key.heads, queue) or nil) or math.huge
    touched[#touched + 1] = queue
  end
end

local function place(handle, queue, ms)
  touch(queue)
  add('ZADD', keyOf[queue], ms, handle)
end

local function displace(handle, queue)
  touch(queue)
  remove('ZREM', keyOf[queue], handle)
end

-- Whatever lowers a head signals.
afterwards[#afterwards + 1] = function()
  for _, queue in ipairs(touched) do
    local first = redis.call('ZRANGE', keyOf[queue], 0, 0, 'WITHSCORES')
    if not first[2] then
      redis.call('ZREM', key.heads, queue)
    else
      redis.call('ZADD', key.heads, first[2], queue)
      if tonumber(first[2]) < before[queue] then
        signal('head|' .. queue .. '|' .. first[2])
      end
    end
  end
end
