// For mutool run: a book's title, author and contents as JSON.
var path = scriptArgs[0]
var book = Document.openDocument ? Document.openDocument(path) : new Document(path)  // since 1.22, before

function flat(entries) {
    var found = []
    for (var i = 0; entries && i < entries.length; ++i) {
        found.push({ title: entries[i].title, uri: entries[i].uri })
        found = found.concat(flat(entries[i].down))
    }
    return found
}

print(JSON.stringify({
    title: book.getMetaData("info:Title"),
    author: book.getMetaData("info:Author"),
    contents: flat(book.loadOutline()),
}))
