package io.distributedscheduler.store;

import java.util.List;
import java.util.SortedMap;

/**
 * What a reading of every record found.
 *
 * @param problems what breaks the rules of the data model, in words; empty when all is well
 * @param state every fact of the partition under a canonical name, the same for every store: see
 *     {@link JobStore#audit}
 * @param repaired jobs that stood nowhere and were put back
 */
public record Audit(List<String> problems, SortedMap<String, String> state, List<String> repaired) {}
