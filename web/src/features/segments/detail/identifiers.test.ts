import { expect, it } from 'vitest';
import { identifiersIn } from './identifiers';

it('reads one a line, several on a line, and each only once', () => {
  expect(identifiersIn('ana@example.com\r\n\r\n +33 6 12 34 56 78 \nana@example.com')).toEqual([
    'ana@example.com',
    '+33 6 12 34 56 78',
  ]);
  expect(identifiersIn('a@x.com, b@x.com; c@x.com')).toEqual(['a@x.com, b@x.com', 'c@x.com']);
  expect(identifiersIn('a@x.com,b@x.com')).toEqual(['a@x.com', 'b@x.com']);
});

it('finds the column of a CSV by its head, else by what stands in it', () => {
  expect(identifiersIn('\ufeffName;E-mail\n"Ana ""A"" Li; x";ana@x.com\nBo;bo@x.com')).toEqual([
    'ana@x.com',
    'bo@x.com',
  ]);
  expect(identifiersIn('Ana,ana@x.com\nBo,bo@x.com')).toEqual(['ana@x.com', 'bo@x.com']);
  expect(identifiersIn('id\nC-1\nC-2')).toEqual(['C-1', 'C-2']);
  expect(identifiersIn('')).toEqual([]);
});
