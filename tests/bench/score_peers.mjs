// The same texts through a package of npm that judges them, on one core.
//
//	node score_peers.mjs MODULES PACKAGE TEXTS
//
// MODULES is the folder that holds node_modules, TEXTS has a text a line. Time is processor time,
// the best of five runs, as in bench_score.c; the first run warms the compiler and does not count.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const RUNS = 5;
const [modules, name, texts] = process.argv.slice(2);
const load = createRequire(join(resolve(modules), "package.json"));
const lines = readFileSync(texts, "utf8").replace(/\n$/, "").split("\n");

const judges = {
	"sentiment": () => {
		const Sentiment = load("sentiment");
		const sentiment = new Sentiment();
		return (text) => sentiment.analyze(text).score;
	},
	"vader-sentiment": () => {
		const { SentimentIntensityAnalyzer } = load("vader-sentiment");
		return (text) => SentimentIntensityAnalyzer.polarity_scores(text).compound;
	},
};
const judge = judges[name]();

const cpuSeconds = () => {
	const used = process.cpuUsage();
	return (used.user + used.system) / 1e6;
};

let best = 0, feelings = 0;
for (let run = 0; run <= RUNS; run++) {
	const start = cpuSeconds();
	feelings = lines.reduce((sum, line) => sum + (judge(line) !== 0), 0);
	if (run > 0)
		best = Math.max(best, lines.length / (cpuSeconds() - start));
}
console.log(`npm ${name}: ${lines.length} texts, ${feelings} with a feeling: ${best.toFixed(0)} texts/s`);
