-- recorded.lua: answers ok, the kept result of a job or nothing, and its list of runs.
--
-- KEYS     runs:<jid>
-- ARGV[1]  job
-- uses: runs
-- keys: results
return {
  'ok', redis.call('HGET', key.results, ARGV[1]) or '', unpack(listOf(ARGV[1])),
}
