// Drops files, sends each with its own progress, and keeps the list of stories up to date.
"use strict"

const form = document.getElementById("add")
const chooser = document.getElementById("stories")
const drop = document.getElementById("drop")
const queue = document.getElementById("queue")
const sending = document.getElementById("sending")
const status = document.getElementById("status")

document.getElementById("hint").textContent = "Plain text or HTML, one or many; drop them here if you like."

function send(file) {
    const line = document.createElement("li")
    const name = document.createElement("span")
    const bar = document.createElement("progress")
    name.className = "what"
    name.textContent = file.name
    bar.setAttribute("aria-label", `Sending ${file.name}`)
    bar.max = 1
    line.append(name, bar)
    sending.append(line)

    const data = new FormData(form)
    data.delete("story")
    data.append("story", file)
    return new Promise(resolve => {
        const request = new XMLHttpRequest()
        request.open("POST", form.action)
        request.setRequestHeader("Accept", "application/json")
        request.upload.onprogress = event => { bar.value = event.loaded / event.total }
        request.onloadend = () => {
            if (request.status === 200) {
                line.remove()
            } else {
                const reason = document.createElement("span")
                reason.className = "failure"
                reason.textContent = reasonOf(request)
                bar.replaceWith(reason)
            }
            resolve(request.status === 200)
        }
        request.send(data)
    })
}

function reasonOf(request) {
    try {
        return JSON.parse(request.responseText).join(" ")
    } catch {
        return request.status === 413 ? "It is too large." : "It could not be sent; try again."
    }
}

async function sendAll(files) {
    let kept = 0
    for (const file of files) {
        status.textContent = `Sending ${file.name}`
        kept += await send(file)
        await refresh()
    }
    status.textContent = `${kept} of ${files.length} added.`
    form.reset()
}

async function refresh() {
    const answer = await fetch("/desk/list", { headers: { Accept: "text/html" } })
    if (!answer.ok) return
    const fresh = document.createElement("ul")
    fresh.innerHTML = await answer.text()
    let place = null
    for (const line of [...fresh.children].reverse()) {
        let known = line.id && document.getElementById(line.id)
        if (known) line.querySelector("input").checked = known.querySelector("input").checked
        if (!known || known.innerHTML !== line.innerHTML) {
            if (known) known.replaceWith(line)
            known = line
        }
        if (known.nextElementSibling !== place || known.parentElement !== queue) queue.insertBefore(known, place)
        place = known
    }
    while (queue.firstElementChild !== place) queue.firstElementChild.remove()
    queue.toggleAttribute("data-busy", queue.querySelector("[data-busy]") !== null)
}

form.addEventListener("submit", event => {
    event.preventDefault()
    sendAll([...chooser.files])
})
for (const kind of ["dragenter", "dragover"]) {
    drop.addEventListener(kind, event => {
        event.preventDefault()
        drop.classList.add("over")
    })
}
for (const kind of ["dragleave", "drop"]) drop.addEventListener(kind, () => drop.classList.remove("over"))
drop.addEventListener("drop", event => {
    event.preventDefault()
    sendAll([...event.dataTransfer.files])
})
setInterval(() => {
    if (queue.hasAttribute("data-busy")) refresh()
}, 1000)
