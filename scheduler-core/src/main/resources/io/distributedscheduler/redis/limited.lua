-- limited.lua: what nodes say of the limits of their executors.
-- uses: due, limits

-- The limits that arguments hold from that one on; executors of those queues that are not among them are not limited.
local function declareLimits(queues, first)
  local declared = {}
  for i = first, #ARGV, 4 do
    declared[ARGV[i]] = {atOnce = tonumber(ARGV[i + 1]), starts = tonumber(ARGV[i + 2]), window = tonumber(ARGV[i + 3])}
    anyLimits = true
  end
  if anyLimits then loadLines() end
  if not anyLimits then return end
  local executors = {}
  for i, queue in ipairs(queues) do
    executors[i] = executorOf(queue)
  end
  limits.read(executors)
  for i, queue in ipairs(queues) do
    local name = executors[i]
    local limit, by = limits.called(name), declared[name] or UNLIMITED
    local changed = limit.atOnce ~= by.atOnce or limit.starts ~= by.starts or limit.window ~= by.window
    if (changed or limits.isTouched(name)) and needQueue(queue) and isSound('due:' .. queue, 'zset') then
      touch(queue)
      limit.atOnce, limit.starts, limit.window = by.atOnce, by.starts, by.window
    end
  end
end
