// The text from where a range begins to the end of its document.
export const textFrom = range => {
    const rest = range.cloneRange()
    rest.setEndAfter(range.startContainer.ownerDocument.body.lastChild)
    return rest.toString()
}

// Whether the browser can decode a blob as a picture.
export const isPicture = async blob => {
    try {
        const picture = await createImageBitmap(blob)
        return picture.width > 0
    } catch {
        return false
    }
}
