package io.distributedscheduler.store;

import java.util.List;
import java.util.SortedMap;

/**
 * What a reading of every record found.
 *
 * <p>The state is one line a fact, the same text in every store, so that two stores can be compared. Milliseconds and
 * microseconds count from 1970; a part that does not apply is empty, a number 0. What is remembered of calls and events,
 * who awaits what, and how long runs are kept, is not in it.
 *
 * <pre>
 * job/&lt;jid&gt;                  &lt;revision&gt;|&lt;queue&gt;|&lt;keyword or nothing&gt;|&lt;true if it repeats&gt;|&lt;body&gt;
 * due/&lt;queue&gt;/&lt;handle&gt;       &lt;ms&gt;
 * open/&lt;handle&gt;              &lt;planned due ms&gt;|&lt;attempt&gt;|&lt;token of the first claim, 0 if none&gt;|&lt;losses&gt;|&lt;keyword&gt;|&lt;fire number&gt;|&lt;handed back&gt;;
 *                            of a pending handle with an attempt above 1, a fire, or planned for another instant
 * running/&lt;node&gt;/&lt;handle&gt;    &lt;token&gt;|&lt;claim number&gt;|&lt;queue&gt;|&lt;due ms&gt;|&lt;not before ms&gt;|&lt;attempt&gt;|&lt;run&gt;|&lt;revision&gt;|&lt;losses&gt;|&lt;mark or nothing&gt;|&lt;keyword&gt;|&lt;fire number&gt;|&lt;claimed, microseconds&gt;|&lt;handed back&gt;
 * next/&lt;jid&gt;                 &lt;ms&gt; or "waiting", only while a claim of an older definition lives and the job is not stopped;
 *                            or "finished", of a job whose sequence is over and of which occurrences are left outside it
 * branches/&lt;jid&gt;             the numbers of its handles that are out of the sequence; of a removed job those that run
 * branched/&lt;handle&gt;        &lt;time ms&gt;|&lt;data&gt; of the fire that caused one of these
 * stopped/&lt;jid&gt;              &lt;since ms&gt;|&lt;by&gt;|&lt;reason&gt;
 * failed/&lt;jid&gt;               &lt;since ms&gt;|&lt;by&gt;|&lt;reason&gt;
 * keyword/&lt;kw&gt;/&lt;jid&gt;         &lt;number of the last fire consumed&gt;
 * waiting/&lt;kw&gt;/&lt;jid&gt;         &lt;number of the last fire consumed&gt;
 * fires/&lt;kw&gt;                 &lt;number of the last fire&gt;
 * fires/&lt;kw&gt;/&lt;number&gt;        &lt;time ms&gt;|&lt;data&gt;; while a job of the keyword has not consumed a later one
 * counts/&lt;jid&gt;               &lt;runs&gt;|&lt;missed&gt;|&lt;skipped&gt;|&lt;coalesced&gt;; unless all are 0
 * result/&lt;jid&gt;               a record: its parts in order, separated by |, due in ms, started and finished in microseconds
 * runs/&lt;jid&gt;/&lt;index&gt;         a record, 0 the newest
 * ending/&lt;jid&gt;               &lt;node&gt;, of a removed job whose claim still lives
 * nodes/&lt;node&gt;               end of the lease, ms; 0 if dead
 * declared/&lt;jid&gt;             the recorded text
 * meta/token                 the last token, if there is one
 * </pre>
 *
 * @param problems what breaks the rules of the data model, in words; empty when all is well
 * @param state the facts
 * @param repaired jobs that stood nowhere and were put back
 */
public record Audit(List<String> problems, SortedMap<String, String> state, List<String> repaired) {}
