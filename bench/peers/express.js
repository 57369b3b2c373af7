// Express in two processes, with node's own client over kept connections.
// The environment: PORT, STRIPE_PORT, STRIPE_SECRET_KEY.
"use strict";
const cluster = require("cluster");
const http = require("http");

if (cluster.isPrimary) {
    cluster.fork();
    cluster.fork();
} else {
    serve();
}

function serve() {
    const app = require("express")();
    app.use(require("express").json());
    app.get("/healthz", (request, response) => response.json({ status: "ok" }));
    app.post("/schedule-lesson", (request, response, next) => {
        scheduleLesson(request.body).then((payment) => response.json({ payment }), next);
    });
    app.listen(Number(process.env.PORT), "127.0.0.1", 1024);
}

async function scheduleLesson({ customer_id: customer, amount, description }) {
    const query = new URLSearchParams({ customer, type: "card", limit: "1" });
    const cards = await callStripe("GET", `/v1/payment_methods?${query}`);
    const form = new URLSearchParams({
        amount: String(amount),
        currency: "usd",
        customer,
        payment_method: cards.data[0].id,
        capture_method: "manual",
        confirm: "true",
        off_session: "true",
        "automatic_payment_methods[enabled]": "true",
        "automatic_payment_methods[allow_redirects]": "never",
        "metadata[type]": "lessons-payment",
        description,
    });
    return callStripe("POST", "/v1/payment_intents", form.toString());
}

const agent = new http.Agent({ keepAlive: true });

function callStripe(method, path, form) {
    const headers = { authorization: `Bearer ${process.env.STRIPE_SECRET_KEY}` };
    if (form !== undefined) {
        headers["content-type"] = "application/x-www-form-urlencoded";
        headers["content-length"] = Buffer.byteLength(form);
    }
    const options = { agent, method, path, headers, host: "127.0.0.1", port: Number(process.env.STRIPE_PORT) };
    return new Promise((resolve, reject) => {
        const call = http.request(options, (answer) => {
            const chunks = [];
            answer.on("data", (chunk) => chunks.push(chunk));
            answer.on("error", reject);
            answer.on("end", () => {
                if (answer.statusCode !== 200) return reject(new Error(`Stripe answered ${answer.statusCode}`));
                try {
                    resolve(JSON.parse(Buffer.concat(chunks).toString()));
                } catch (error) {
                    reject(error);
                }
            });
        });
        call.on("error", reject);
        call.end(form);
    });
}
