import { describe, expect, it } from 'vitest';
import type { Job } from '@/api/types';
import { endedSince, progressOf, reportOf } from './jobs';

const job = (fields: Partial<Job>): Job =>
  ({ id: '1', kind: 'import_orders', state: 'running', ...fields }) as Job;

describe('the progress of a job', () => {
  it('is a share of a known total and never more than all of it', () => {
    expect(progressOf(job({ progress: { done: 30, total: 120 } }))).toEqual({
      done: 30,
      total: 120,
      percent: 25,
    });
    expect(progressOf(job({ progress: { done: 130, total: 120 } }))?.percent).toBe(100);
    expect(progressOf(job({ progress: { done: 1199, total: 1200 } }))?.percent).toBe(99);
  });
  it('has no share without a total, and is nothing where the handler says nothing', () => {
    expect(progressOf(job({ progress: { done: 30 } }))).toEqual({ done: 30, total: null, percent: null });
    expect(progressOf(job({ progress: { done: 30, total: 0 } }))?.percent).toBeNull();
    expect(progressOf(job({ progress: null }))).toBeNull();
    expect(progressOf(job({ progress: { offset: 4 } }))).toBeNull();
  });
});

describe('the report of a job', () => {
  it('links to a page or a file of this installation', () => {
    expect(reportOf(job({ result: { href: '/imports/1' } }))).toEqual({
      href: '/imports/1',
      isDownload: false,
      counts: [],
    });
    expect(reportOf(job({ result: { href: '/api/exports/1/file' } })).isDownload).toBe(true);
  });
  it('never links to another site', () => {
    for (const href of [
      '//evil.example',
      '/\\evil.example',
      'https://evil.example',
      'javascript:alert(1)',
      4,
    ])
      expect(reportOf(job({ result: { href } })).href).toBeNull();
  });
  it('lists the counts that are numbers', () => {
    expect(reportOf(job({ result: { counts: { created: 3, note: 'x' } } })).counts).toEqual([
      { name: 'created', count: 3 },
    ]);
    expect(reportOf(job({ result: null })).counts).toEqual([]);
  });
});

it('tells which jobs ended since the last look', () => {
  const before = [job({ id: 'a' }), job({ id: 'b', state: 'queued' }), job({ id: 'c', state: 'completed' })];
  const now = [
    job({ id: 'a', state: 'failed' }),
    job({ id: 'b' }),
    job({ id: 'c', state: 'completed' }),
    job({ id: 'd', state: 'completed' }),
  ];
  expect(endedSince(before, now).map((j) => j.id)).toEqual(['a']);
});
