package io.distributedscheduler.engine;

import io.distributedscheduler.job.Job;

/**
 * A job declared by annotation or configuration, which all nodes of the application reconcile when they start.
 *
 * @param job the definition, with its id
 * @param source where it was declared, for people: a bean method or a property
 */
public record DeclaredJob(Job job, String source) {}
