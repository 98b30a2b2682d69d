// For Node: walks a catalogue as a reading app does, with the parser that is named, and fetches some books.
// node opds.js thorium-atom|thorium-json|nypl ADDRESS [AUTHORIZATION]; tells what it saw as JSON.
const { DOMParser } = require("@xmldom/xmldom")
const { default: NyplParser, AcquisitionFeed, OPDSAcquisitionLink } = require("opds-feed-parser")
const { TaJsonDeserialize } = require("r2-lcp-js/dist/es6-es2015/src/serializable")
const { convertOpds1ToOpds2 } = require("r2-opds-js/dist/es6-es2015/src/opds/converter")
const globals = require("r2-opds-js/dist/es6-es2015/src/opds/init-globals")
const { OPDS } = require("r2-opds-js/dist/es6-es2015/src/opds/opds1/opds")
const { OPDSFeed } = require("r2-opds-js/dist/es6-es2015/src/opds/opds2/opds2")
const shared = require("r2-shared-js/dist/es6-es2015/src/init-globals")
const { XML } = require("r2-utils-js/dist/es6-es2015/src/_utils/xml-js-mapper")

const FETCHED = 3

globals.initGlobalConverters_OPDS()
globals.initGlobalConverters_GENERIC()
shared.initGlobalConverters_SHARED()

// Each makes { title, ways, next, books } of a feed's text, with addresses as they stand in it.
const parsers = {
    "thorium-atom": text => fromThorium(
        convertOpds1ToOpds2(XML.deserialize(new DOMParser().parseFromString(text, "application/xml"), OPDS))),
    "thorium-json": text => fromThorium(TaJsonDeserialize(JSON.parse(text), OPDSFeed)),
    "nypl": async text => {
        const feed = await new NyplParser().parse(text)
        const next = feed.links.find(link => link.rel === "next")
        const holdsBooks = feed instanceof AcquisitionFeed
        return {
            title: feed.title,
            ways: holdsBooks ? [] : feed.entries.flatMap(entry => entry.links.map(link => link.href)),
            next: next && next.href,
            books: holdsBooks ? feed.entries.map(entry => ({
                title: entry.title,
                authors: entry.authors.map(author => author.name),
                files: entry.links.filter(link => link instanceof OPDSAcquisitionLink).map(link => link.href),
            })) : [],
        }
    },
}

function fromThorium(feed) {
    const next = (feed.Links || []).find(link => link.Rel.includes("next"))
    return {
        title: feed.Metadata.Title,
        ways: (feed.Navigation || []).map(link => link.Href),
        next: next && next.Href,
        books: (feed.Publications || []).map(book => ({
            title: book.Metadata.Title,
            authors: (book.Metadata.Author || []).map(author => author.Name),
            files: book.Links.filter(link => link.Rel.some(rel => rel.includes("acquisition"))).map(link => link.Href),
        })),
    }
}

async function walk(parse, start, authorization) {
    const headers = authorization ? { Authorization: authorization } : {}
    const seen = new Set()
    const waiting = [start]
    const books = new Map()
    const titles = []
    while (waiting.length) {
        const address = waiting.pop()
        if (seen.has(address)) continue
        seen.add(address)
        const answer = await fetch(address, { headers })
        if (!answer.ok) throw new Error(`${answer.status} for ${address}`)
        const feed = await parse(await answer.text())
        titles.push(feed.title)
        for (const way of [...feed.ways, feed.next].filter(Boolean)) waiting.push(new URL(way, address).href)
        for (const book of feed.books) books.set(new URL(book.files[0], address).href, book)
    }
    const fetched = []
    for (const [address, book] of [...books].slice(0, FETCHED)) {
        const answer = await fetch(address, { headers })
        const data = new Uint8Array(await answer.arrayBuffer())
        fetched.push({ type: answer.headers.get("content-type"), opening: String.fromCharCode(...data.slice(0, 2)) })
    }
    return { feeds: titles, books: [...books.values()], fetched }
}

const [name, address, authorization] = process.argv.slice(2)
walk(parsers[name], address, authorization).then(seen => process.stdout.write(JSON.stringify(seen)))
