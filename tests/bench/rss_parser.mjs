// The same feeds through rss-parser, the most used parser of npm, on one core.
//
//	node rss_parser.mjs MODULES FOLDER
//
// MODULES is the folder that holds node_modules. JSON Feeds are not for it, so FOLDER holds XML.
// Its entries carry a text without mark-up too (contentSnippet), so both do the same work. Time is
// processor time, the best of five runs, as in bench_parse.c.
import { createRequire } from "node:module";
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const RUNS = 5;
const [modules, folder] = process.argv.slice(2);
const Parser = createRequire(join(resolve(modules), "package.json"))("rss-parser");
const feeds = readdirSync(folder).map((name) => readFileSync(join(folder, name)));
const bytes = feeds.reduce((sum, feed) => sum + feed.length, 0);
const parser = new Parser();

const cpuSeconds = () => {
	const used = process.cpuUsage();
	return (used.user + used.system) / 1e6;
};

async function parseAll() {
	let entries = 0;
	for (const feed of feeds) {
		entries += (await parser.parseString(feed.toString("utf8"))).items.length;
	}
	return entries;
}

const entries = await parseAll();
let best = 0;
for (let run = 0; run < RUNS; run++) {
	const start = cpuSeconds();
	await parseAll();
	best = Math.max(best, 1 / (cpuSeconds() - start));
}
console.log(`rss-parser: ${feeds.length} feeds, ${entries} entries, ${(bytes / 1e6).toFixed(1)} MB: ` +
	`${((best * bytes) / 1e6).toFixed(1)} MB/s, ${(best * feeds.length).toFixed(0)} feeds/s`);
