// For Node: a book's Web Publication Manifest as Readium's parser makes it, as JSON.
const { TaJsonSerialize } = require("r2-lcp-js/dist/es6-es2015/src/serializable")
const converters = require("r2-shared-js/dist/es6-es2015/src/init-globals")
const { EpubParsePromise } = require("r2-shared-js/dist/es6-es2015/src/parser/epub")

converters.initGlobalConverters_GENERIC()
converters.initGlobalConverters_SHARED()
EpubParsePromise(process.argv[2]).then(publication => {
    process.stdout.write(JSON.stringify(TaJsonSerialize(publication)))
})
