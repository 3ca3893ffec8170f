#!/usr/bin/env node
// node corners.mjs: compares WeChat's compilers with ours over corners/*.txt and prints the differences as JSON:
// {compared, differences: [{line, wechat, ours}]}. A line is a file; `⏎` is a line break, and ` @@ name text` adds
// another file. Of the lines in refused-*.txt both must refuse every one, of the others none.
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { wccCompile, wccLoad } from './lib/wcc.mjs'
import { wcscCompile, wcscRender, normalCss } from './lib/wcsc.mjs'
import { fromWcc } from './lib/normal.mjs'
import { decode, encode } from './lib/values.mjs'
import { compileWxss, render } from '../../dist/testing/index.js'

const here = path.dirname(new URL(import.meta.url).pathname)
const work = fs.mkdtempSync(path.join(os.tmpdir(), 'corners-'))
process.on('exit', () => fs.rmSync(work, { recursive: true, force: true }))
const data = JSON.parse(fs.readFileSync(path.join(here, 'corners', 'data.json'), 'utf8'))
const lines = (name) => fs.readFileSync(path.join(here, 'corners', name), 'utf8').split('\n').filter((line) => line !== '')
let compared = 0
const differences = []
const compare = (line, wechat, ours) => { compared++; if (wechat !== ours) differences.push({ line, wechat, ours }) }
const attempt = async (make) => { try { return await make() } catch (error) { return `refused: ${String(error.message ?? error).split('\n')[0]}` } }

/** Writes the files of a line below `folder` and returns their paths. */
function write(line, folder, entry) {
  const [first, ...others] = line.split(' @@ ')
  const files = [[entry, first], ...others.map((part) => [part.slice(0, part.indexOf(' ')), part.slice(part.indexOf(' ') + 1)])]
  return files.map(([name, text]) => {
    const file = path.join(work, folder, name)
    fs.mkdirSync(path.dirname(file), { recursive: true })
    fs.writeFileSync(file, text.replaceAll('⏎', '\n'))
    return path.join(folder, name)
  })
}
const sorted = (tree) => JSON.stringify(tree, (_, v) => v && typeof v === 'object' && !Array.isArray(v) ? Object.fromEntries(Object.keys(v).sort().map((k) => [k, v[k]])) : v)
const oursOf = async (folder) => sorted(encode(await render(path.join(work, folder), 'p.wxml', decode(data))))
const compileAll = (files) => wccCompile(work, files.filter((f) => f.endsWith('.wxml')), files.filter((f) => f.endsWith('.wxs')))
const isRefused = (text) => text.startsWith('refused: ')

const templates = lines('templates.txt')
const all = templates.map((line, i) => write(line, `t${i}`, 'p.wxml'))
const compiled = compileAll(all.flat())
if (!compiled.ok) throw new Error(compiled.error)
const rendered = wccLoad(compiled.code)
for (const [i, line] of templates.entries()) {
  compare(line, sorted(fromWcc(rendered.render(`t${i}/p.wxml`, data))), await attempt(() => oursOf(`t${i}`)))
}
for (const [i, line] of lines('refused-templates.txt').entries()) {
  const { ok } = compileAll(write(line, `r${i}`, 'p.wxml'))
  compare(line, ok ? 'taken' : 'refused', isRefused(await attempt(() => oursOf(`r${i}`))) ? 'refused' : 'taken')
}
const sheets = lines('sheets.txt')
const parts = sheets.map((line, i) => write(line, `s${i}`, 'a.wxss'))
const result = wcscCompile(work, parts.flat())
if (!result.ok) throw new Error(result.error)
for (const [i, line] of sheets.entries()) {
  for (const options of [{ prefix: '', deviceWidth: 375 }, { prefix: 'P--', deviceWidth: 320 }]) {
    const ours = await attempt(async () => normalCss(await compileWxss(path.join(work, `s${i}`), 'a.wxss', options)))
    compare(line, normalCss(wcscRender(result.map, `s${i}/a.wxss`, options).css), ours)
  }
}
for (const [i, line] of lines('refused-sheets.txt').entries()) {
  const { ok } = wcscCompile(work, write(line, `q${i}`, 'a.wxss'))
  const ours = await attempt(() => compileWxss(path.join(work, `q${i}`), 'a.wxss'))
  compare(line, ok ? 'taken' : 'refused', isRefused(ours) ? 'refused' : 'taken')
}
console.log(JSON.stringify({ compared, differences }, null, 1))
