# One image for all of it: the libraries from the locks, Countersign, and Airflow's DAGs and plugins.
FROM python:3.13-slim-trixie AS build
RUN apt-get update && apt-get install -y --no-install-recommends make npm && rm -rf /var/lib/apt/lists/*
WORKDIR /opt/countersign
COPY requirements requirements
COPY Makefile ./
COPY approval_ui approval_ui
RUN make install && .venv/bin/pip install --no-cache-dir --require-hashes --no-deps -r requirements/celery.txt

FROM python:3.13-slim-trixie
RUN useradd --create-home --uid 10001 countersign \
    && install -d -o countersign -g countersign /var/lib/countersign /opt/airflow \
    && install -d -o countersign -g countersign -m 700 /var/lib/countersign/keys
WORKDIR /opt/countersign
COPY --from=build /opt/countersign /opt/countersign
COPY plugins plugins
COPY approval_ui approval_ui
COPY --from=build /opt/countersign/approval_ui/static/vendor approval_ui/static/vendor
COPY templates templates
COPY dags dags
COPY examples examples
RUN .venv/bin/python -m compileall -q plugins approval_ui dags
ENV PATH=/opt/countersign/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    COUNTERSIGN_HOME=/var/lib/countersign \
    AIRFLOW_HOME=/opt/airflow \
    AIRFLOW__CORE__DAGS_FOLDER=/opt/countersign/dags \
    AIRFLOW__CORE__PLUGINS_FOLDER=/opt/countersign/plugins
USER countersign
CMD ["countersign", "--help"]
